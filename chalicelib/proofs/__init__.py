"""The extracted copy of an answer: Articles 9 and 11."""
