"""The registry of commands, and what comes from it: bindings, remapped keys, and the `:` line."""
