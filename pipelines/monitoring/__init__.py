"""How a warehouse is: when each source last gave something, what failed and why, what is due, and the last run.

`sources` reads what the runs left behind, `status` puts it together. `muster status`, the asset checks and the sensor
ask here; nothing is written.
"""
