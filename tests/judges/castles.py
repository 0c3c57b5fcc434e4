#!/usr/bin/env python3
"""castles.py [FAULT]: a judge, as docs/judges.md describes them, of plans that spread 100 soldiers over ten castles.

Castle i is worth i points to whoever sends more soldiers there; equal numbers share them. A candidate's text is its plan,
ten numbers. With a FAULT it is a bad judge: hangs, dies (after 20 answers), garbage, contradicts. While there is a file
`slow` in the current folder it takes a third of a second for an answer; `gone`, and it ends.
"""

import json
import os
import sys
import time


def points(plan, other):
    return sum((i + 1) * (1 if mine > theirs else 0.5 if mine == theirs else 0) for i, (mine, theirs) in enumerate(zip(plan, other)))


def winner(question):
    first, second = ([int(n) for n in question[side]["text"].split()] for side in ("first", "second"))
    mine, theirs = points(first, second), points(second, first)
    return "first" if mine > theirs else "second" if theirs > mine else "tie"


def main():
    fault = sys.argv[1] if len(sys.argv) > 1 else ""
    for number, line in enumerate(sys.stdin):
        if fault == "hangs":
            time.sleep(3600)
        if fault == "dies" and number == 20:
            sys.exit("castles: out of soldiers")
        if fault == "garbage":
            print("thinking ...", flush=True)
        if os.path.exists("gone"):
            sys.exit("castles: nobody is asked any more")
        time.sleep(0.3 if os.path.exists("slow") else 0)
        question = json.loads(line)
        print(json.dumps({"id": question["id"], "winner": winner(question)}), flush=True)
        if fault == "contradicts":
            print(json.dumps({"id": question["id"], "winner": "tie"}), flush=True)


if __name__ == "__main__":
    main()
