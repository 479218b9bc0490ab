"""How each side shows the other that it has read the door's file, without sending what it read.

HMAC-SHA256 over who speaks and both sides' nonces: what one connection heard opens no other, and a program that took
over the port of a console that has died can neither answer nor be believed.
"""

import hashlib
import hmac
import secrets
from typing import Literal

Side = Literal["guest", "console"]


def new_token() -> str:
    return secrets.token_hex(32)


def new_nonce() -> str:
    return secrets.token_hex(16)


def proof(token: str, side: Side, console_nonce: str, guest_nonce: str) -> str:
    said = f"atalaya-companion-1 {side} {console_nonce} {guest_nonce}"
    return hmac.new(token.encode(), said.encode(), hashlib.sha256).hexdigest()


def holds(shown: str, token: str, side: Side, console_nonce: str, guest_nonce: str) -> bool:
    """In constant time."""
    return hmac.compare_digest(shown, proof(token, side, console_nonce, guest_nonce))
