"""What there is to mend in the register: its lines by value (`to_mend`), their groups, hints (`personal`)."""
