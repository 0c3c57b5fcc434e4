include(BuildFacts)         # what this_build() tells
megabandit_build_facts(observe)
