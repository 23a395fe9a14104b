"""Who wrote an advice script: a clinician's signature over its exact bytes (FORMAT.md, "Script signature")."""

from privacy.signing.sign import sign_script
from privacy.signing.signature import SIGNATURE_SUFFIX, ScriptSignature, fingerprint, signature_path
from privacy.signing.verify import ScriptVerifier, SignedBy, Signers, load_signers

__all__ = [
    "SIGNATURE_SUFFIX",
    "ScriptSignature",
    "ScriptVerifier",
    "SignedBy",
    "Signers",
    "fingerprint",
    "load_signers",
    "sign_script",
    "signature_path",
]
