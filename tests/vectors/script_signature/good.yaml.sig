{
  "kind": "bedside-companion script signature",
  "version": 1,
  "algorithm": "ed25519",
  "sha256": "370f466872058f80c8f10717d4c43a2fc851b10b9d00f007f170eb9816c4308c",
  "script": "knee",
  "script_version": 7,
  "signer": "Dr Renée O'Hill",
  "key_id": "0a67ee77105bed2b10da078556e51af3",
  "verify_key": "A6EHv/POEL4dcN0Y50vAmWfk1jCbpQ1fHdyGZBJVMbg=",
  "signed_at": "2026-03-02T23:58:01Z",
  "signature": "Cq7Lip5hzDvha3kjzFBkww+rDCismOp+dXt0LX2O4fWO/lTI6culF9riheT0oSfG8yFE28KjVqKpoXyXu6uvDg=="
}
