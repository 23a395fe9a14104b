"""What the device says: advice scripts, understanding of answers, commands, talk, and the crisis protocol."""
