# Prints the references of jobs that ckpt has listed lately. Sends no request.
function __ckpt_jobs
    set -l cache $XDG_CACHE_HOME
    test -n "$cache"; or set cache $HOME/.cache
    awk -v now=(date +%s) '$1 > now && $2 ~ /^[a-z][A-Za-z0-9._:\/@+-]*$/ { print $2 }' $cache/ckpt/jobs 2>/dev/null
end
