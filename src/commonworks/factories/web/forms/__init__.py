"""What the pages of the room ask for, a file for each of their nouns.

Rules are in the commands; here are shapes and labels.
"""
