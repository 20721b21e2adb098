# SPDX-License-Identifier: MIT
"""The single-token mutants of a C source that clang-format has laid out: what may be changed inside
its functions, and the stable key of each change."""
import bisect
import dataclasses
import re

# As in tests/structure/shape.py: a body opens at the end of a line and closes in the first column.
FUNCTION = re.compile(r"^[A-Za-z_][^;{}=]*\)\s*\{\n.*?^\}", re.M | re.S)
NAME = re.compile(r"(\w+)\s*\(")
# Comments, strings, the preprocessor and assertions hold nothing that is changed.
OPAQUE = re.compile(r"/\*.*?\*/|//[^\n]*|\"(?:\\.|[^\"\\\n])*\"|^[ \t]*#(?:[^\n]*\\\n)*[^\n]*"
                    r"|\b(?:assert|_Static_assert)\s*\([^;]*;", re.S | re.M)
TOKEN = re.compile(r"'(?:\\.|[^'\\\n])+'|0[xX][0-9a-fA-F]+[uUlL]*|\d+\.\d+(?:[eE][-+]?\d+)?[fF]?|\d+[uUlL]*|[A-Za-z_]\w*"
                   r"|<<=|>>=|->|\+\+|--|<<|>>|<=|>=|==|!=|&&|\|\||[-+*/%&|^]=|[^\s\w]")
OPERATORS = {"<": ["<=", ">="], "<=": ["<", ">"], ">": [">=", "<="], ">=": [">", "<"], "==": ["!="], "!=": ["=="],
             "&&": ["||"], "||": ["&&"], "+": ["-"], "-": ["+"], "*": ["/"], "/": ["*"], "%": ["*"], "&": ["|"], "|": ["&"],
             "^": ["&"], "<<": [">>"], ">>": ["<<"], "++": ["--"], "--": ["++"], "+=": ["-="], "-=": ["+="], "*=": ["/="],
             "/=": ["*="], "|=": ["&="], "&=": ["|="], "^=": ["|="], "<<=": [">>="], ">>=": ["<<="],
             "true": ["false"], "false": ["true"], "!": [""]}
AMBIGUOUS = {"+", "-", "*", "&"}  # unary after anything but an operand
KEYWORDS = {"return", "case", "sizeof", "else", "do", "goto"}
CONDITION = re.compile(r"\b(?:if|while) \(")
# A statement on one line whose value is not used: an assignment, a call, a step, a jump.
STATEMENT = re.compile(r"^[ \t]+((?:\*?[\w.>\-]+(?:\[[^\n]*?\])?[\w.>\-\[\]]* (?:[-+*/%&|^]|<<|>>)?= |[a-z_]\w*\()[^\n]*;"
                       r"|[\w.>\-\[\]]+(?:\+\+|--);|break;|continue;)$", re.M)


@dataclasses.dataclass(frozen=True)
class Mutant:
    path: str      # below the project
    function: str
    start: int     # the bytes that `text` replaces
    end: int
    text: str
    key: str       # path, function and line with the change marked; unique


def blank(source):
    return OPAQUE.sub(lambda match: re.sub(r"[^\n]", " ", match.group()), source)


def numbers(token):
    """The neighbours of a number, in its base and with its suffix."""
    digits, suffix = re.fullmatch(r"(0[xX][0-9a-fA-F]+|[\d.]+(?:[eE][-+]?\d+)?)([uUlLfF]*)", token).groups()
    if "." in digits:
        return [f"{float(digits) + 1}{suffix}", f"{float(digits) / 2}{suffix}"] if float(digits) else [f"1.0{suffix}"]
    value = int(digits, 0 if digits[:2] in ("0x", "0X") else 10)
    return [f"{changed}{suffix}" for changed in (value + 1, value - 1) if changed >= 0]


def token_changes(code, start, end):
    """(start, end, text) for every token that has a neighbour."""
    before = ""
    for match in TOKEN.finditer(code, start, end):
        token = match.group()
        operand = re.fullmatch(r"\w+|[)\]]|'.*'", before) and before not in KEYWORDS
        if token[0].isdigit():
            changes = numbers(token)
        elif token[0] == "'" and len(token) == 3:
            changes = [f"'{chr(ord(token[1]) + 1)}'"] if token[1] not in "&[~" else []
        else:
            changes = OPERATORS.get(token, []) if token not in AMBIGUOUS or operand else []
        for text in changes:
            yield match.start(), match.end(), text
        before = token
    for match in CONDITION.finditer(code, start, end):
        yield match.end(), match.end(), "!!("  # completed by close_condition()


def closing(code, position):
    """Where the parenthesis that was opened before `position` closes."""
    depth = 1
    for match in TOKEN.finditer(code, position):
        depth += {"(": 1, ")": -1}.get(match.group(), 0)
        if not depth:
            return match.start()
    raise ValueError("unbalanced parentheses")


def mutants(path, source):
    """Every mutant of the file, in order."""
    code = blank(source)
    lines = [0, *(match.end() for match in re.finditer("\n", source))]
    seen = {}
    for function in FUNCTION.finditer(code):
        body = code.index("{\n", function.start())
        name = NAME.search(code, function.start()).group(1)
        changes = list(token_changes(code, body, function.end()))
        changes += [(match.start(1), match.end(1), ";") for match in STATEMENT.finditer(code, body, function.end())]
        for start, end, text in sorted(changes):
            if text == "!!(":
                end = closing(code, start)
                text = f"!({source[start:end]})"
            row = bisect.bisect_right(lines, start) - 1
            stop = source.index("\n", end)
            was, now = re.sub(r"\s+", " ", source[start:end]), re.sub(r"\s+", " ", text)
            line = f"{source[lines[row]:start].lstrip()}«{was}→{now}»{source[end:stop]}"
            key = f"{path} {name} {line}"
            seen[key] = seen.get(key, 0) + 1
            if seen[key] > 1:
                key += f" #{seen[key]}"
            yield Mutant(path, name, start, end, text, key)


def mutated(source, mutant):
    return source[:mutant.start] + mutant.text + source[mutant.end:]
