import { useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { Mark } from "../brand/Mark";
import { token } from "./ops";

export function TokenPrompt({ onToken }: { onToken: () => void }) {
  const queries = useQueryClient();
  const [value, setValue] = useState("");
  const [refused] = useState(() => token.read() !== "");
  function submit(event: FormEvent) {
    event.preventDefault();
    token.write(value.trim());
    void queries.invalidateQueries();
    onToken();
  }
  return (
    <main className="token">
      <form className="panel" onSubmit={submit}>
        <Mark size={44} />
        <h1>Millrace console</h1>
        <p>This console asks for the token that is set as “ops.token” in millrace.yaml.</p>
        <label htmlFor="token">Token</label>
        <input
          id="token"
          type="password"
          autoComplete="off"
          value={value}
          onChange={(event) => setValue(event.target.value)}
        />
        {refused && (
          <p className="problem" role="alert">
            The token was not accepted.
          </p>
        )}
        <button type="submit" className="button" disabled={!value.trim()}>
          Open the console
        </button>
      </form>
    </main>
  );
}
