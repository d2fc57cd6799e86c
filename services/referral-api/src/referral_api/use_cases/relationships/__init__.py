"""Keeping what passes between clients and the business."""
