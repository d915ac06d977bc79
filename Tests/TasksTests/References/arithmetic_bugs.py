"""What each bug answers to every three-digit problem, for ArithmeticBugTests.

    python3 Tests/TasksTests/References/arithmetic_bugs.py      (Python 3.11, no packages)

Written from the table of rules, one function a rule, before its numbers were compared with those of
the Swift procedures, with which it shares no code. Prints for every bug, in the registry's order:
right answers, problems without an answer, and a checksum of all answers in the problems' order
(h = (31 h + answer) mod (2^31 - 1), 9999 for none).
"""


def digits(number):
    """Units first."""
    return [int(digit) for digit in str(number)][::-1]


def subtract(top, bottom, column=None, shortage=None, pay=None):
    """Columns from the right; every rule that is given may answer None to leave it to the next.

    column(original top digit, top digit now, bottom digit, blank), shortage(top now, place, bottom
    digit) write a digit; pay(top now, place) changes the top number, false where it cannot.
    """
    written, below = digits(top), digits(bottom)
    now, out = written[:], []
    for place in range(len(written)):
        blank = place >= len(below)
        digit = 0 if blank else below[place]
        if column:
            answer = column(written[place], now[place], digit, blank)
            if answer == "quit":
                break
            if answer is not None:
                out.append(answer)
                continue
        if now[place] < digit:
            answer = shortage(now, place, digit) if shortage else None
            if answer is None:
                if place + 1 >= len(now) or not (pay or pay_right)(now, place):
                    return None
                answer = now[place] + 10 - digit
        else:
            answer = now[place] - digit
        if not 0 <= answer <= 9:
            return None
        out.append(answer)
    return sum(answer * 10**place for place, answer in enumerate(out))


def pay_right(now, place):
    lender = place + 1
    while lender < len(now) and now[lender] == 0:
        now[lender] = 9
        lender += 1
    if lender >= len(now):
        return False
    now[lender] -= 1
    return True


def pay_across_zero(now, place):
    for lender in range(place + 1, len(now)):
        if now[lender] != 0:
            now[lender] -= 1
            return True
    return False


def pay_from_zero(now, place):
    now[place + 1] = 9 if now[place + 1] == 0 else now[place + 1] - 1
    return True


def pay_unless_zero(now, place):
    if now[place + 1] != 0:
        now[place + 1] -= 1
    return True


def pay_leftmost(now, place):
    if now[-1] == 0:
        return False
    now[-1] -= 1
    return True


def pay_two(now, place):
    if now[place + 1] == 0:
        return pay_right(now, place)
    now[place + 1] -= 2
    return True


def reversed_where_lender_is_zero(now, place, digit):
    lent = place + 1 < len(now) and now[place + 1] == 0
    return digit - now[place] if lent else None


SUBTRACTION = {
    "smaller-from-larger": dict(shortage=lambda now, place, digit: digit - now[place]),
    "borrow-no-decrement": dict(pay=lambda now, place: True),
    "zero-instead-of-borrow": dict(shortage=lambda now, place, digit: 0),
    "borrow-from-zero": dict(pay=pay_from_zero),
    "borrow-across-zero": dict(pay=pay_across_zero),
    "stops-borrow-at-zero": dict(pay=pay_unless_zero),
    "smaller-from-larger-instead-of-borrow-from-zero": dict(
        shortage=reversed_where_lender_is_zero),
    "zero-minus-n-is-n": dict(column=lambda o, t, b, blank: b if o == 0 and t == 0 else None),
    "zero-minus-n-is-zero": dict(column=lambda o, t, b, blank: 0 if o == 0 and t == 0 else None),
    "n-minus-zero-is-zero": dict(
        column=lambda o, t, b, blank: 0 if b == 0 and not blank else None),
    "n-minus-n-is-n": dict(column=lambda o, t, b, blank: t if t == b > 0 else None),
    "always-borrow-left": dict(pay=pay_leftmost),
    "quit-when-bottom-blank": dict(column=lambda o, t, b, blank: "quit" if blank else None),
    "decrement-by-two": dict(pay=pay_two),
}


def add(top, bottom, bug):
    above = digits(top)
    below = digits(bottom) + [0] * (len(above) - len(digits(bottom)))
    carry, text = 0, ""
    for place, (one, two) in enumerate(zip(above, below)):
        total = one + two + carry
        last = place + 1 == len(above)
        if bug == "no-carry":
            text, carry = str(total % 10) + text, 0
        elif bug == "write-full-column-sum":
            text, carry = str(total) + text, 0
        elif bug == "write-carry-carry-unit" and total > 9:
            text, carry = str(total // 10) + text, total % 10
        elif bug == "always-carry" and not last:
            text, carry = str(total % 10) + text, max(1, total // 10)
        else:
            text, carry = str(total % 10) + text, total // 10
    if carry and bug != "drop-final-carry":
        text = str(carry) + text
    return int(text)


ADDITION = [
    "no-carry", "write-full-column-sum", "write-carry-carry-unit", "drop-final-carry",
    "always-carry",
]


def report(name, problems, answer, right):
    hits = missing = checksum = 0
    for top, bottom in problems:
        given = answer(top, bottom)
        hits += given == right(top, bottom)
        missing += given is None
        checksum = (checksum * 31 + (9999 if given is None else given)) % (2**31 - 1)
    print(f"{name}: ({hits}, {missing}, {checksum}), {hits / len(problems):.4f} right")


if __name__ == "__main__":
    pairs = [(top, bottom) for top in range(100, 1000) for bottom in range(10, top)]
    for name, rules in SUBTRACTION.items():
        report(name, pairs, lambda a, b: subtract(a, b, **rules), lambda a, b: a - b)
    pairs = [(top, bottom) for top in range(100, 1000) for bottom in range(10, 1000)]
    for name in ADDITION:
        report(name, pairs, lambda a, b: add(a, b, name), lambda a, b: a + b)
