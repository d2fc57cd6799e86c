"""goodword"""
