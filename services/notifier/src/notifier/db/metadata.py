"""Where all tables of this service register."""

from sqlalchemy import MetaData

metadata = MetaData()
