"""What the words of a source say by themselves, before mentions are joined:

names    whether two names may be one: people word by word, institutions by acronym
reading  a source as person, institution, common noun or pronoun; the people a text names
media    the outlet or platform through which a statement is known
"""
