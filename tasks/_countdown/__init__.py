"""What `tasks/countdown.py` is made of: instances, search, story, wording, and the reader that checks it."""
