"""Tools for whoever writes advice scripts: examine, begin, draw, describe.

check      everything wrong with a script, as typed findings; for files, and for text in an editor
redflags   a red flag said in every state of a real talk
starter    a script to begin with
graph      states and ways as a drawing; diagrams writes it as Mermaid or Graphviz text
schema     the published JSON Schema
"""

from companion.dialogue.authoring.check import Examined, check_text, examine
from companion.dialogue.authoring.findings import Finding, Severity

__all__ = ["Examined", "Finding", "Severity", "check_text", "examine"]
