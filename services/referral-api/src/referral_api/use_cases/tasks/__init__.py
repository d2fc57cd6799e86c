"""What people have to do, and that they did."""
