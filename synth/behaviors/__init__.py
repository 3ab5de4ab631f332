"""What a text on any subject shows of reasoning: behaviours by rules, equations one by one."""
