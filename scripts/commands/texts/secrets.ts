/** `chartroom help secrets`. */
export const help = `Usage: chartroom secrets init [--key-file FILE] [--yes]
       chartroom -e ENVIRONMENT secrets edit [FILE] [--yes]
       chartroom [-e ENVIRONMENT]... secrets rotate [--yes]
       chartroom [-e ENVIRONMENT]... secrets check [--format pretty|json|sarif|github]

  init     make an age key (one that is there is kept), put it in place of the public demo key
           for every environment but local, and re-encrypt those secrets
  edit     open the decrypted file in $EDITOR; it is replaced when what was saved brings no new errors
           into a check of the environment (--yes: in spite of them)
  rotate   encrypt again for exactly the recipients that .sops.yaml names, with a new data key
  check    encrypted throughout, for the right recipients, unchanged outside sops; needs no key

  --key-file  where init's key is, or goes; without it sops' own default key file

Plain text lies in memory only while the editor is open. Mind that an editor may keep copies of its own elsewhere.

Example: chartroom -e staging secrets edit`;
