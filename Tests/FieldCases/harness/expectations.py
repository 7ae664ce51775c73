"""Expectations of cases, such as `fits.batchSize <= (800 - F) / 4` or `text contains "out of memory"`.

    expectation  = statement { "or" statement }
    statement    = sum ("is" | "is not") "null"
                 | sum ("contains" | "lacks") string
                 | sum operator sum { operator sum } [ "within" number [ "%" ] ]
    operator     = "==" | "!=" | "<=" | ">=" | "<" | ">"
    sum          = product { ("+" | "-") product }
    product      = value { ("*" | "/") value }
    value        = number | string | "true" | "false" | name | "-" value | "(" sum ")"

A name is a measure of the case (`F`), a value of the command (`exit`, `seconds`, `text`, `output`, `errors`), or a path
in its report, such as `trials[0].samples`, `points[batchSize=8].steps` or `trials[].outcome`. `[]` means every element,
`[known]` every one that is not null: the statement must be true of each, and of at least one. Fields missing from the
report are null, and comparisons with null are false. `within` allows a deviation from the right side, in its unit or in
percent of it.
"""

import operator
import re

TOKEN = re.compile(
    r"""\s*(?:
        (?P<number>\d[\d_]*(?:\.\d+)?) |
        "(?P<string>[^"]*)" |
        (?P<name>[A-Za-z_]\w*(?:\[[^\]]*\])?(?:\.[A-Za-z_]\w*(?:\[[^\]]*\])?)*) |
        (?P<sign>==|!=|<=|>=|[-+*/()<>%])
    )""",
    re.VERBOSE,
)
COMPARISONS = {
    "==": operator.eq, "!=": operator.ne, "<=": operator.le, ">=": operator.ge, "<": operator.lt, ">": operator.gt,
}
WORDS = {"or", "is", "not", "null", "contains", "lacks", "within", "true", "false"}


class Malformed(Exception):
    """An expectation that cannot be parsed, with the reason."""


class Each(list):
    """Values of every element that a `[]` matches."""


def tokens(text):
    found, position = [], 0
    while text[position:].strip():
        match = TOKEN.match(text, position)
        if not match:
            raise Malformed(f"'{text[position:].strip()}' cannot be read in: {text}")
        position = match.end()
        kind = match.lastgroup
        word = match.group(kind)
        found.append(("word" if kind == "name" and word in WORDS else kind, word))
    return found


def look_up(path, report):
    """Returns the value at a path of a report; None where there is none."""
    values, is_each = [report], False
    for part in re.findall(r"\[[^\]]*\]|\w+", path):
        if part == "[]":
            is_each = True
            values = [element for value in values if isinstance(value, list) for element in value]
        elif part == "[known]":
            is_each = True
            values = [element for value in values if isinstance(value, list) for element in value]
            values = [element for element in values if element is not None]
        elif part.startswith("["):
            values = [element_of(value, part[1:-1]) for value in values]
        else:
            values = [value.get(part) if isinstance(value, dict) else None for value in values]
    return Each(values) if is_each else values[0]


def element_of(value, key):
    if not isinstance(value, list):
        return None
    name, is_selection, wanted = key.partition("=")
    if is_selection:
        return next((element for element in value if str(element.get(name)) == wanted), None)
    return value[int(key)] if -len(value) <= int(key) < len(value) else None


def each(function, *values):
    """Applies a function to plain values, or to each element where there are several."""
    counts = {len(value) for value in values if isinstance(value, Each)}
    if not counts:
        return function(*values)
    return Each(
        function(*(value[i] if isinstance(value, Each) else value for value in values)) for i in range(min(counts))
    )


def arithmetic(function):
    return lambda a, b: None if a is None or b is None or (function is operator.truediv and b == 0) else function(a, b)


class Reader:
    """Evaluates one expectation. `looked_at` has the value of every name in it."""

    def __init__(self, text, names, report):
        self.text, self.names, self.report = text, names, report
        self.rest = tokens(text)
        self.looked_at = {}

    def holds(self):
        result = self.statement()
        while self.take("or"):
            result = self.statement() or result
        if self.rest:
            raise Malformed(f"'{self.rest[0][1]}' was not expected in: {self.text}")
        return result

    def take(self, *words):
        if self.rest and self.rest[0][0] in ("word", "sign") and self.rest[0][1] in words:
            return self.rest.pop(0)[1]
        return None

    def need(self, kind):
        if not self.rest or self.rest[0][0] != kind:
            raise Malformed(f"a {kind} is missing in: {self.text}")
        return self.rest.pop(0)[1]

    def statement(self):
        left = self.sum()
        if self.take("is"):
            is_null = not self.take("not")
            if not self.take("null"):
                raise Malformed(f"'is' goes with 'null' only, in: {self.text}")
            return self.true_of(each(lambda value: (value is None) == is_null, left))
        if verb := self.take("contains", "lacks"):
            words = self.need("string")
            self.looked_at = {name: around(words, value) for name, value in self.looked_at.items()}
            return self.true_of(each(lambda value: (words in str(value)) == (verb == "contains"), left))
        parts = [left]
        while sign := self.take(*COMPARISONS):
            parts += [sign, self.sum()]
        if len(parts) == 1:
            raise Malformed(f"nothing is compared in: {self.text}")
        tolerance, percent = (float(self.need("number")), self.take("%")) if self.take("within") else (None, None)
        return all([
            self.true_of(each(self.comparison(parts[i], tolerance, percent), parts[i - 1], parts[i + 1]))
            for i in range(1, len(parts), 2)
        ])

    def comparison(self, sign, tolerance, percent):
        def compare(a, b):
            if sign in ("==", "!=") and tolerance is None:
                return COMPARISONS[sign](a, b)
            if a is None or b is None:
                return False
            if tolerance is None:
                return COMPARISONS[sign](a, b)
            allowed = abs(b) * tolerance / 100 if percent else tolerance
            if sign == "==":
                return abs(a - b) <= allowed
            return COMPARISONS[sign](a, b + (allowed if sign in ("<=", "<") else -allowed))

        return compare

    @staticmethod
    def true_of(results):
        return (len(results) > 0 and all(results)) if isinstance(results, Each) else bool(results)

    def sum(self):
        value = self.product()
        while sign := self.take("+", "-"):
            value = each(arithmetic(operator.add if sign == "+" else operator.sub), value, self.product())
        return value

    def product(self):
        value = self.value()
        while sign := self.take("*", "/"):
            value = each(arithmetic(operator.mul if sign == "*" else operator.truediv), value, self.value())
        return value

    def value(self):
        if self.take("("):
            value = self.sum()
            if not self.take(")"):
                raise Malformed(f"a ) is missing in: {self.text}")
            return value
        if self.take("-"):
            return each(lambda value: None if value is None else -value, self.value())
        if word := self.take("true", "false"):
            return word == "true"
        if not self.rest:
            raise Malformed(f"a value is missing at the end of: {self.text}")
        kind, word = self.rest.pop(0)
        if kind == "number":
            return float(word.replace("_", ""))
        if kind == "string":
            return word
        if kind != "name":
            raise Malformed(f"'{word}' stands where a value should, in: {self.text}")
        value = self.names[word] if word in self.names else look_up(word, self.report)
        self.looked_at[word] = value
        return value


def judge(text, names, report):
    """Returns whether an expectation holds, and the values of its names, as text."""
    reader = Reader(text, names, report)
    holds = reader.holds()
    return holds, ", ".join(f"{name} = {shown(value)}" for name, value in reader.looked_at.items())


def around(words, value):
    """Returns the part of a text that shows whether it contains some words: their surroundings, or its end."""
    if not isinstance(value, str):
        return value
    found = value.find(words)
    return value[-200:] if found < 0 else value[max(0, found - 90) : found + len(words) + 90]


def shown(value):
    if isinstance(value, Each):
        return "[" + ", ".join(shown(element) for element in value) + "]"
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    text = f"{value:.6g}" if isinstance(value, float) else str(value)
    return text if len(text) <= 200 else "... " + text[-200:]
