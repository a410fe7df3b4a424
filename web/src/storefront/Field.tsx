interface FieldProps {
  id: string;
  label: string;
  type?: "text" | "email";
  autoComplete: string;
  value: string;
  onChange: (value: string) => void;
  maxLength: number;
  testId: string;
  problem: string | undefined;
}

export function Field({
  id,
  label,
  type = "text",
  autoComplete,
  value,
  onChange,
  maxLength,
  testId,
  problem,
}: FieldProps) {
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        type={type}
        value={value}
        autoComplete={autoComplete}
        maxLength={maxLength}
        data-testid={testId}
        required
        aria-invalid={problem !== undefined}
        aria-describedby={problem ? `${id}-problem` : undefined}
        onChange={(event) => onChange(event.target.value)}
      />
      {problem && (
        <p className="problem" id={`${id}-problem`} role="alert">
          {problem}
        </p>
      )}
    </div>
  );
}
