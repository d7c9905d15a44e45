"""What can go wrong between a question and its answer.

    QaError
    ├── SettingsError    a COUNCIL_QA_* variable is unknown or has a value that does not fit
    └── ChatModelError   a chat model is set but cannot be put together

Every message is one Korean sentence or two for the person at the screen: what was expected, what was seen, what to do
next. `code` is stable and safe to branch on.
"""

from __future__ import annotations


class QaError(Exception):
    """Anything that stops this package from doing its work."""

    code = "qa_error"


class SettingsError(QaError):
    """A setting is unknown or its value does not fit."""

    code = "settings_invalid"


class ChatModelError(QaError):
    """The chat model of the settings cannot be put together."""

    code = "chat_model_unusable"


class WeightsError(QaError):
    """Fitted weights do not belong to the features of this code."""

    code = "weights_mismatch"
