"""A folder of rows becomes a dataset on the Hub."""

from synth.publish.upload import Pushed, push

__all__ = ["Pushed", "push"]
