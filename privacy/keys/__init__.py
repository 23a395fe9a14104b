"""Who may open the log: key pairs, their files and recovery sheets, and the people registered on the device."""

from privacy.keys.keyfile import Argon2Cost, key_file, read_key_file, write_key_file
from privacy.keys.pair import REFUSED, ROLE_SCOPES, PrivateKey, Recipient, Role, is_name, new_key
from privacy.keys.recipients import load_recipient, load_recipients, recipient_files, register, save_recipient
from privacy.keys.revocation import Revoked, find_recipient, find_revoked, load_revoked, revoke

__all__ = [
    "REFUSED",
    "ROLE_SCOPES",
    "Argon2Cost",
    "PrivateKey",
    "Recipient",
    "Revoked",
    "Role",
    "find_recipient",
    "find_revoked",
    "is_name",
    "key_file",
    "load_recipient",
    "load_recipients",
    "load_revoked",
    "new_key",
    "read_key_file",
    "recipient_files",
    "register",
    "revoke",
    "save_recipient",
    "write_key_file",
]
