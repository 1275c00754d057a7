"""Import of an office's own Excel list: from the file to one change of the record, which can be undone."""
