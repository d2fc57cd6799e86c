"""Tremendous: gift cards, restaurants, cash and donations through one API."""
