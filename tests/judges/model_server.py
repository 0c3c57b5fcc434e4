#!/usr/bin/env python3
"""model_server.py MOOD [PORT_FILE]: chat completions on a free port of 127.0.0.1, by a "model" that follows a rule.

Prints the address (and writes it to PORT_FILE); ends when standard input does. The model prefers the longer answer. Moods:
  kind       answers as it should                      first, tie   always answers with [[A]], [[C]]
  moody      in turn: 429, 500, hangs up, sends half an answer, no JSON, no verdict, is slow, answers
  mute       explains, but never decides               slow         takes a second
  busy       429, come back in an hour                 locked       401 unless the key is "sesame"; sends the key back
  absent     404                                       refusing     400
"""

import http.server
import json
import os
import re
import sys
import threading
import time

ANSWER = re.compile(r"\[Answer (.)\]\n(.*?)\n\[End of answer \1\]", re.DOTALL)
TURNS = ["429", "500", "hang up", "half", "garbage", "mute", "slow", "kind"]


def longer(prompt):
    answers = dict(ANSWER.findall(prompt))
    a, b = len(answers["A"]), len(answers["B"])
    return "A" if a > b else "B" if b > a else "C"


class Model(http.server.BaseHTTPRequestHandler):
    mood = "kind"
    turn = 0
    turns = threading.Lock()
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        getattr(self, "be_" + self.next_mood(), self.be_kind)(request["messages"][0]["content"])

    def next_mood(self):
        if self.mood != "moody":
            return self.mood.replace(" ", "_")
        with Model.turns:
            Model.turn += 1
            return TURNS[Model.turn % len(TURNS)].replace(" ", "_")

    def send(self, status, body, headers=(), cut=0):
        data = body.encode()
        self.send_response(status)
        for name, value in headers:
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data[: len(data) - cut])
        self.close_connection = bool(cut)

    def say(self, text, cut=0):
        self.send(200, json.dumps({"object": "chat.completion", "choices": [{"message": {"role": "assistant", "content": text}}]}), cut=cut)

    def be_kind(self, prompt):
        self.say(f"[[A]] has something, [[B]] too. I decide: [[{longer(prompt)}]]")

    def be_first(self, prompt):
        self.say("[[A]]")

    def be_tie(self, prompt):
        self.say("Equally good: [[C]]")

    def be_mute(self, prompt):
        self.say("Both have their merits.")

    def be_slow(self, prompt):
        time.sleep(1 if self.mood == "slow" else 0.05)
        self.be_kind(prompt)

    def be_half(self, prompt):
        self.say("I decide: [[A]]", cut=10)

    def be_garbage(self, prompt):
        self.send(200, "<html>Bad gateway</html>")

    def be_hang_up(self, prompt):
        self.close_connection = True

    def be_429(self, prompt):
        self.send(429, "slow down", [("Retry-After", "0")])

    def be_500(self, prompt):
        self.send(500, "oops")

    def be_busy(self, prompt):
        self.send(429, "quota", [("Retry-After", "3600")])

    def be_locked(self, prompt):
        key = self.headers.get("Authorization", "")
        if key == "Bearer sesame":
            self.be_kind(prompt)
        else:
            self.send(401, f"wrong key: {key}")

    def be_absent(self, prompt):
        self.send(404, '{"error": "no such model"}')

    def be_refusing(self, prompt):
        self.send(400, '{"error": "too long"}')

    def log_message(self, *words):
        pass


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 256

    def handle_error(self, request, client_address):
        """Clients may leave."""


def main():
    Model.mood = sys.argv[1]
    server = Server(("127.0.0.1", 0), Model)
    url = f"http://127.0.0.1:{server.server_port}/v1/chat/completions"
    if len(sys.argv) > 2:
        with open(sys.argv[2] + ".part", "w") as file:
            file.write(url)
        os.rename(sys.argv[2] + ".part", sys.argv[2])
    print(url, flush=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    sys.stdin.read()


if __name__ == "__main__":
    main()
