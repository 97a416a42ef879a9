"""Many sources at a time: processes of this machine, and a cluster."""
