"""Texts that are about the same thing: found among many, scored, and with the reasons why.

`Reader` turns a text into terms and a meaning, `Index` finds the likest of those it holds, and
`compare` says what the structured facts of two things have in common.
"""
