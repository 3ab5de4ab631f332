"""One file here is one task; its name is the file's name. What starts with an underscore is a part of one."""
