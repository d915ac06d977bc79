#!/usr/bin/env bash
# tokenizers 0.23.3: a byte that the vocabulary lacks vanishes, and what stood around it merges.
#
# Guess:     a byte-level BPE without an unknown token either raises on a byte that it has no token
#            for, or leaves a gap: "aXb" becomes a and b, never the token of "ab".
# Behaviour: no error and no warning; the byte is dropped before anything merges, so that "aXb" and
#            "ab" are the same single token, and a text of such bytes is an empty list.
# Why:       a vocabulary need not hold all 256 bytes (SmolLM2's lacks 21). Two different prompts are
#            then one prompt to the model, and an audit for leaks that compares ids calls them equal.
#            tiltmeter gives the same ids and names the bytes that it left out.
# Seen:      ab [2] aXb [2] XaXXb [2] XXX []
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet tokenizers==0.23.3
"$folder/venv/bin/python" - <<'PYTHON'
from tokenizers import Tokenizer, models, pre_tokenizers

tokenizer = Tokenizer(models.BPE(vocab={"a": 0, "b": 1, "ab": 2}, merges=[("a", "b")]))
tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)
ids = {text: tokenizer.encode(text).ids for text in ("ab", "aXb", "XaXXb", "XXX")}
print(*(f"{text} {found}" for text, found in ids.items()))
assert ids == {"ab": [2], "aXb": [2], "XaXXb": [2], "XXX": []}
PYTHON
