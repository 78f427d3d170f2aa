/** The same answer for the same name, found once, also while it is being looked for. */
export function onlyOnce<Answer>(
  find: (name: string) => Promise<Answer>,
): (name: string) => Promise<Answer> {
  const answers = new Map<string, Promise<Answer>>();
  return (name) => {
    const answer = answers.get(name) ?? find(name);
    answers.set(name, answer);
    return answer;
  };
}
