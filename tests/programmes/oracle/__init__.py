"""The programmes computed a second time, in plain Python over small lists, from the rules' text alone.

Nothing here is imported from `socle`: where it and the product disagree, one of them misreads a rule. The readings taken
where the text leaves a choice are said where they are taken, with the words of the text.
"""
