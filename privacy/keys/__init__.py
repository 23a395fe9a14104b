"""Who may open the log: key pairs, their files, and the people registered on the device."""

from privacy.keys.keyfile import Argon2Cost, read_key_file, write_key_file
from privacy.keys.pair import REFUSED, ROLE_SCOPES, PrivateKey, Recipient, Role, is_name, new_key
from privacy.keys.recipients import load_recipient, load_recipients, recipient_files, register, save_recipient

__all__ = [
    "REFUSED",
    "ROLE_SCOPES",
    "Argon2Cost",
    "PrivateKey",
    "Recipient",
    "Role",
    "is_name",
    "load_recipient",
    "load_recipients",
    "new_key",
    "read_key_file",
    "recipient_files",
    "register",
    "save_recipient",
    "write_key_file",
]
