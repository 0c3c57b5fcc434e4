#!/usr/bin/env python3
"""A generator without a model: the output is a function of the request, made by hashing it.

hasher.py [--columns E] [--delay SECONDS] [--asked FILE] [--shared FILE] [--mode MODE[:N]]

--asked FILE   appends every request, so that a test can count them
--shared FILE  is made by the mode `once` when it happens
MODE           kind (the default); dies:N after N answers; once: as dies:1, but only the first process of all;
               hangs: as once, but falls silent; mute: reads on and says nothing; shuffled: answers four at a
               time, in reverse; nan, huge, empty, words, chatter, mistaken, twofold: answers that are wrong in
               that way; wide:N: one number more where the seed is a multiple of N; refuses:N: an error instead
               of an output where the seed is a multiple of N, always; moody:N: the same, the first time only
"""

import argparse
import hashlib
import json
import os
import sys
import time


def output_of(request, columns):
    numbers = []
    for column in range(columns):
        text = json.dumps([request["query"], request["action"], request["sample"], request["seed"], column])
        word = int.from_bytes(hashlib.sha256(text.encode()).digest()[:4], "big")
        numbers.append(round(word / 2**31 - 1, 6))
    return numbers


def say(answer):
    print(json.dumps(answer), flush=True)


def first_of_all(path):
    try:
        os.close(os.open(path, os.O_CREAT | os.O_EXCL))
        return True
    except FileExistsError:
        return False


class Generator:
    def __init__(self, options):
        self.columns, self.delay = options.columns, options.delay
        self.mode, _, number = options.mode.partition(":")
        self.number = int(number or 1)
        self.shared, self.asked = options.shared, options.asked
        self.answers = 0
        self.waiting, self.refused = [], set()

    def take(self, request):
        if self.asked:
            with open(self.asked, "a") as file:
                file.write(json.dumps(request) + "\n")
        time.sleep(self.delay)
        if self.mode == "mute":
            return
        if self.mode == "shuffled":
            self.waiting.append(request)
            if len(self.waiting) == 4:
                while self.waiting:
                    self.answer(self.waiting.pop())
            return
        self.answer(request)
        self.answers += 1
        if self.mode == "dies" and self.answers == self.number:
            sys.exit(3)
        if self.mode in ("once", "hangs") and first_of_all(self.shared):
            if self.mode == "once":
                sys.exit(3)
            time.sleep(3600)

    def answer(self, request):
        chosen = request["seed"] % self.number == 0
        answer = {"id": request["id"], "output": output_of(request, self.columns),
                  "text": f"{request['query']} / {request['action']} / {request['sample']}"}
        if self.mode == "nan":
            answer["output"][1] = float("nan")
        elif self.mode == "huge":
            answer["output"][1] = 1e300
        elif self.mode == "empty":
            answer["output"] = []
        elif self.mode == "words":
            answer["output"][0] = "none"
        elif self.mode == "chatter":
            print("Loading the model ...", flush=True)
        elif self.mode == "mistaken":
            answer["id"] += 1000
        elif self.mode == "twofold":
            say(answer)
            answer["output"][0] += 1
        elif self.mode == "wide" and chosen:
            answer["output"].append(0.5)
        elif self.mode == "refuses" and chosen:
            answer = {"id": request["id"], "error": "I would rather not"}
        elif self.mode == "moody" and chosen and request["seed"] not in self.refused:
            self.refused.add(request["seed"])
            answer = {"id": request["id"], "error": "not now"}
        say(answer)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--columns", type=int, default=8)
    parser.add_argument("--delay", type=float, default=0)
    parser.add_argument("--asked")
    parser.add_argument("--shared")
    parser.add_argument("--mode", default="kind")
    generator = Generator(parser.parse_args())
    for line in sys.stdin:
        generator.take(json.loads(line))
    while generator.waiting:
        generator.answer(generator.waiting.pop())


main()
