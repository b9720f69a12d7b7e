"""The cases behind what is shown, as tables for people; front door: `behind_a_number.answer`, `cases`."""
