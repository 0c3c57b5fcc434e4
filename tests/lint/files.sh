# Sourced by the lint tests: the files of the tree, and how a fault is told. A test ends with `exit "$faults"`.
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
faults=0

fault() {
  echo "$*"
  faults=1
}

# tree FIND_TESTS...: files that are part of the tree, with or without git
tree() {
  find . \( -path ./.git -o -path ./build -o -path ./runs -o -name __pycache__ \) -prune -o -type f "$@" -print |
    sed 's|^\./||' | sort
}

cplusplus() { tree \( -name '*.cpp' -o -name '*.hpp' \); }
