"""What each occurrence does to a reward, cut by where it comes from."""
