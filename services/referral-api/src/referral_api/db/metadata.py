"""What every table of this service is registered with. Their schema is found by search path."""

from sqlalchemy import MetaData

metadata = MetaData()
