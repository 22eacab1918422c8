import tseslint from 'typescript-eslint';

export default tseslint.config(
  // The templates and what a test fills in for them are of another project, with its own types; so is what is deployed with packages of its own.
  // The samples are wrong on purpose.
  {
    ignores: [
      'node_modules/',
      'dist/',
      'generated/',
      'scripts/lint/*.{js,cjs}',
      'scripts/deploy/',
      'src/scaffold/templates/',
      'test/scaffold/filled/',
      'test/certification/samples/*.mjs',
    ],
  },
  ...tseslint.configs.strictTypeChecked,
  {
    languageOptions: {
      parserOptions: { project: './tsconfig.json', tsconfigRootDir: new URL('../..', import.meta.url).pathname },
    },
    rules: {
      // What is taken out of an object by name is left out of the rest on purpose.
      '@typescript-eslint/no-unused-vars': ['error', { ignoreRestSiblings: true }],
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true, allow: ['bigint'] },
      ],
      // A method that fulfils an asynchronous interface need not itself wait for anything.
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/no-confusing-void-expression': [
        'error',
        { ignoreArrowShorthand: true, ignoreVoidOperator: true },
      ],
    },
  },
  {
    // What the schema has validated is given its type in the contract's room, and nowhere else.
    files: ['src/**'],
    ignores: ['src/contract/**'],
    rules: { '@typescript-eslint/consistent-type-assertions': ['error', { assertionStyle: 'never' }] },
  },
);
