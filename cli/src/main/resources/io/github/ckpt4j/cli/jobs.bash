
# Prints the references of jobs that ckpt listed recently. Sends no requests.
function _ckpt_jobs() {
  awk -v now="$(date +%s)" '$1 > now && $2 ~ /^[a-z][A-Za-z0-9._:\/@+-]*$/ { print $2 }' \
    "${XDG_CACHE_HOME:-$HOME/.cache}/ckpt/jobs" 2>/dev/null
}

# Prints the profiles in the configuration file, and nothing else from it.
function _ckpt_profiles() {
  sed -n 's/^[[:space:]]*\[[[:space:]]*profiles\.\([A-Za-z0-9_-]\{1,\}\)[].[:space:]].*/\1/p' \
    "${XDG_CONFIG_HOME:-$HOME/.config}/ckpt/config.toml" 2>/dev/null | sort -u
}

# Completes job references, and everything else as before. In bash, a ':' ends a word.
function _complete_ckpt_and_jobs() {
  local line="${COMP_LINE:0:$COMP_POINT}"
  local word="${line##*[[:space:]]}"
  local before="" reference profile
  local rest="${line%"$word"}"
  _complete_ckpt
  if [[ "$rest" =~ [[:space:]]--profile[[:space:]=]+$ || "$word" == --profile=* ]]; then
    COMPREPLY=()
    word="${word#--profile=}"
    while IFS= read -r profile; do
      if [[ "$profile" == "$word"* ]]; then COMPREPLY+=("$profile"); fi
    done < <(_ckpt_profiles)
  elif [[ "$word" == *:* ]]; then
    COMPREPLY=()
    if [[ "$COMP_WORDBREAKS" == *:* ]]; then before="${word%"${word##*:}"}"; fi
    while IFS= read -r reference; do
      if [[ "$reference" == "$word"* ]]; then COMPREPLY+=("${reference#"$before"}"); fi
    done < <(_ckpt_jobs)
  elif [[ -n "$BASH_VERSION" && "${#COMPREPLY[@]}" -eq 1 && "${COMPREPLY[0]}" == *: ]]; then
    type compopt &>/dev/null && compopt -o nospace
  fi
  return 0
}
complete -F _complete_ckpt_and_jobs -o default ckpt ckpt.sh ckpt.bash
