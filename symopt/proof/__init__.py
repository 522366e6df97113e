"""Obligations and the engines that settle them."""
