/// What a shell needs to ask `vctl complete`: everything else is known there.
struct CompletionScript: Sendable {
  let shell: String
  let text: String

  static let all = [
    CompletionScript(shell: "bash", text: bash), CompletionScript(shell: "zsh", text: zsh),
    CompletionScript(shell: "fish", text: fish),
  ]

  private static let bash = #"""
    # bash completion for vctl: 'vctl complete' knows the words.
    _vctl() {
      local rest=${COMP_LINE:0:COMP_POINT} words=() part trimmed i
      # bash splits at '=', ':' and '@' too: what stands together is one word again.
      for ((i = 0; i <= COMP_CWORD; i++)); do
        trimmed=${rest#"${rest%%[![:space:]]*}"}
        part=${COMP_WORDS[i]}
        ((i == COMP_CWORD)) && part=$trimmed
        if ((i > 0)) && [[ $rest != [[:space:]]* ]]; then words[-1]+=$part; else words+=("$part"); fi
        rest=${trimmed#"$part"}
      done
      # Only what comes after the last split is replaced.
      local raw=${words[-1]} prefix= quote=
      if [[ $part == [=:@]* ]]; then part=${part##*[=:@]}; fi
      prefix=${raw%"$part"}
      # readline keeps an '@' with what follows it.
      if [[ $prefix == *@ ]]; then part=@$part prefix=${prefix%@}; fi
      [[ $part == [\"\']* ]] && quote=${part:0:1}
      for i in "${!words[@]}"; do
        part=${words[i]//\\/}
        part=${part//[\"\']/}
        words[i]=$part
      done
      prefix=${prefix//[\\\"\']/}
      local line word
      COMPREPLY=()
      while IFS= read -r line; do
        if [[ $line == :files ]]; then
          compopt -o filenames 2>/dev/null
          word=${words[-1]#"$prefix"}
          part=${word#@}
          mapfile -t COMPREPLY < <(compgen -P "${word%"$part"}" -f -- "$part")
          return
        fi
        word=${line%%$'\t'*}
        [[ $word == "$prefix"* ]] || continue
        word=${word#"$prefix"}
        [[ $quote ]] || { printf -v word %q "$word"; word=${word//\\,/,}; }
        COMPREPLY+=("$word")
      done < <(command "${words[0]}" complete -- "${words[@]:1}" 2>/dev/null)
      [[ ${COMPREPLY[0]-} == *= ]] && compopt -o nospace 2>/dev/null
    }
    complete -F _vctl vctl

    """#

  private static let zsh = #"""
    #compdef vctl
    # zsh completion for vctl: 'vctl complete' knows the words.
    _vctl() {
      local -a lines whole open
      local line word
      lines=("${(@f)$(command ${words[1]} complete -- "${(@Q)words[2,CURRENT-1]}" "${(Q)PREFIX}" 2>/dev/null)}")
      if [[ $lines[1] == :files ]]; then
        compset -P '*[=@]'
        _files
        return
      fi
      for line in $lines; do
        word=${${line%%$'\t'*}//:/\\:}:${line#*$'\t'}
        if [[ ${line%%$'\t'*} == *= ]]; then open+=("$word"); else whole+=("$word"); fi
      done
      (( $#open )) && _describe -t words word open -S ''
      (( $#whole )) && _describe -t words word whole
    }
    if [[ $funcstack[1] == _vctl ]]; then _vctl "$@"; else compdef _vctl vctl; fi

    """#

  private static let fish = #"""
    # fish completion for vctl: 'vctl complete' knows the words.
    function __vctl_complete
        set -l words (commandline -opc)
        set -l word (commandline -ct | string unescape)
        set -l lines (command $words[1] complete -- $words[2..-1] "$word" 2>/dev/null)
        if test "$lines" = :files
            set -l prefix (string match -r '.*[=@]' -- "$word")
            string replace -r '^' "$prefix" -- (__fish_complete_path (string replace -- "$prefix" '' "$word"))
        else
            printf '%s\n' $lines
        end
    end
    complete -c vctl -f -a '(__vctl_complete)'

    """#
}
