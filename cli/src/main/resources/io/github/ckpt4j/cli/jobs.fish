# Prints the profiles in the configuration file, and nothing else from it.
function __ckpt_profiles
    set -l config $XDG_CONFIG_HOME
    test -n "$config"; or set config $HOME/.config
    sed -n 's/^[[:space:]]*\[[[:space:]]*profiles\.\([A-Za-z0-9_-]\{1,\}\)[].[:space:]].*/\1/p' $config/ckpt/config.toml 2>/dev/null | sort -u
end
# Prints the references of jobs that ckpt listed recently. Sends no requests.
function __ckpt_jobs
    set -l cache $XDG_CACHE_HOME
    test -n "$cache"; or set cache $HOME/.cache
    awk -v now=(date +%s) '$1 > now && $2 ~ /^[a-z][A-Za-z0-9._:\/@+-]*$/ { print $2 }' $cache/ckpt/jobs 2>/dev/null
end
