"""What the tests drive ./sparkgate with."""
