import type { InputHTMLAttributes } from 'preact';
import { useId } from 'preact/hooks';

/** Each kind of field has attributes of its own. */
const inputs = {
  text: (rest: Rest) => <input type="text" {...rest} />,
  search: (rest: Rest) => <input type="search" {...rest} />,
  password: (rest: Rest) => <input type="password" {...rest} />,
  number: (rest: Rest) => <input type="number" step="any" {...rest} />,
  'datetime-local': (rest: Rest) => <input type="datetime-local" {...rest} />,
};

type Rest = Pick<
  InputHTMLAttributes<HTMLInputElement>,
  'id' | 'value' | 'placeholder' | 'disabled' | 'required' | 'autocomplete' | 'onInput'
>;

interface TextFieldProps {
  label: string;
  value: string;
  type?: keyof typeof inputs;
  hint?: string;
  disabled?: boolean;
  required?: boolean;
  autocomplete?: 'username' | 'current-password';
  unit?: string;
  onInput: (value: string) => void;
}

/** One line of text, with its name over it. */
export function TextField({ label, type = 'text', hint, unit, onInput, ...rest }: TextFieldProps) {
  const id = useId();
  return (
    <div class="field">
      <label class="field-name" for={id}>
        {unit ? `${label} (${unit})` : label}
      </label>
      {inputs[type]({
        ...rest,
        id,
        placeholder: hint,
        onInput: (event) => onInput(event.currentTarget.value),
      })}
    </div>
  );
}
