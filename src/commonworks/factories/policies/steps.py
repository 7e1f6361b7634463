"""What somebody can be led to do in a factory, the most pressing first."""

from enum import StrEnum


class What(StrEnum):
    VOTE = "vote"
    SIGN = "sign"
    COMMIT = "commit"
    GO_ON = "go-on"
    SCORE = "score"
    ASK_IN = "ask-in"
    AGREE = "agree"
    ASSESS = "assess"
    OPEN_SCORING = "open-scoring"
    CLOSE_SCORING = "close-scoring"
    PUT_TO_VOTE = "put-to-vote"
    COMMISSION = "commission"
    SHOW = "show"
