"""From runs to a smaller or a mixed dataset: what `synth select` and `synth mix` do.

A problem is chosen or not, with all its rows: so sets that were matched over strategies stay matched.
"""
