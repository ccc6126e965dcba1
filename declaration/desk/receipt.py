"""The receipt a member keeps, as plain text: what was handed in, and the sums to check against."""

from declaration.desk.folder import Letter
from declaration.desk.letters import DeskReceipt
from declaration.language import Reader
from declaration.reports.vocabulary import Vocabulary


def receipt_text(reader: Reader, receipt: DeskReceipt, vocabulary: Vocabulary, name: str) -> str:
    """The receipt in one language. name: the member's. The file's hash is what `sha256sum` gives for it."""
    say, letter = reader.say, receipt.letter
    lines = [
        say("desk.receipt.title", year=letter.year),
        "",
        say("desk.receipt.member", name=name),
        say("desk.receipt.letter", letter=letter.letter_id),
        say("desk.receipt.time", time=letter.handed_in_at),
        say("desk.receipt.file", file=letter.file, bytes=reader.number(letter.size)),
        say("desk.receipt.hash", hash=letter.sha256),
        say("receive.rows", **letter.rows),
        say("desk.receipt.confirmed", count=len(receipt.confirmed)),
        "",
        say("receive.sums"),
    ]
    for row in receipt.sums:
        activity = vocabulary.name("activity_code", row["activity_code"], reader.language)
        carrier = vocabulary.name("carrier_code", row["carrier_code"], reader.language)
        lines.append(f"  {activity}, {carrier}: {reader.number(row['quantity'], 1)} {row['unit']}")
    lines += ["", say("desk.receipt.next")]
    return "\r\n".join(lines) + "\r\n"


def receipt_name(letter: Letter) -> str:
    """The name of the file that the receipt is saved in."""
    return f"{letter.member_id}_{letter.year}_{letter.letter_id}.txt"
