"""What `run.py` measures with: processes watched from outside, tasks inside a process, tables."""
