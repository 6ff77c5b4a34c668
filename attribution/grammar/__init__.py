"""The figure grammar, from words to readings, each module on those before it:

words         a sentence as words, and the word lists as the grammar uses them
nouns         heads, plurals, people, where a phrase ends
designations  numbers that measure nothing: dates, times, ages, scores, names
numerals      numbers in digits and words, vague counts, ranges, bounds
counted       the money, unit or noun that a number counts
casualties    what became of the people counted
"""
