"""`mianzheng demo`: the main job played on a running system, and checked against the rule."""
