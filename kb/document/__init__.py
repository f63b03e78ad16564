"""Reading sources into document trees. Knows no Django and no REST framework."""
